// The short notation of patterns in plans.json, which generate_plans.py writes.
//
// "d" is any digit, "A" to "Z" are 1 to 26 of any digit, a character from U+0100 on is a digit class (bit n:
// digit n), and "(…|…)", "?" and "{2,4}" mean what they mean in regular expressions.

export const REPEAT_BASE = 0x40; // the character before "A", which stands for one digit
export const CLASS_BASE = 0x100; // the character of an empty digit class; bit n adds digit n
