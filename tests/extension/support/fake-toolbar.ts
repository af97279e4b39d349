// A fake of chrome.action that records what the toolbar button shows.

export class FakeToolbar {
  readonly badges: string[] = []; // the texts of the badge, as they were set
  readonly titles: string[] = [];
  readonly action = {
    setBadgeText: async ({ text }: { text: string | null }) => void this.badges.push(text ?? ''),
    setTitle: async ({ title }: { title: string }) => void this.titles.push(title),
    setBadgeBackgroundColor: async () => {},
    setBadgeTextColor: async () => {},
  };
}
