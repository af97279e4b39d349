// The permissions that the agent gives on the settings page, and may take back: each is the setting itself.

export const OPTIONAL_PERMISSIONS = ['clipboardRead', 'notifications'] as const;
export type OptionalPermission = (typeof OPTIONAL_PERMISSIONS)[number];

export async function hasPermission(permission: OptionalPermission): Promise<boolean> {
  return chrome.permissions.contains({ permissions: [permission] });
}
