// What the popup needs of the finder, in a module of its own that is loaded when the popup is shown already.

export { supportedRegions } from '../finder/metadata/calling-codes.ts';
export { numbersIn } from './pasted-numbers.ts';
