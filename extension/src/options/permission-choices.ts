// What the agent may switch on that needs a permission of the browser, which asks for it; the permission is the setting.

import { byPart } from '../dom.ts';
import { hasPermission, OPTIONAL_PERMISSIONS, type OptionalPermission } from '../optional-permissions.ts';

/** Show which of the permissions are given, and let the agent give them or take them back. */
export function initPermissionChoices(): void {
  for (const permission of OPTIONAL_PERMISSIONS) {
    const box = byPart<HTMLInputElement>(`allow-${permission}`);
    const show = async () => {
      box.checked = await hasPermission(permission);
    };
    box.addEventListener('change', () => void decide(permission, box.checked).then(show));
    void show();
  }
}

async function decide(permission: OptionalPermission, isAllowed: boolean): Promise<void> {
  const permissions = { permissions: [permission] };
  // Both browsers refuse a request that does not come at once from a press.
  const decided = isAllowed
    ? chrome.permissions.request(permissions)
    : chrome.permissions.remove(permissions);
  await decided.catch(() => {});
}
