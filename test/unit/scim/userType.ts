import { ENTERPRISE_USER } from '../../../bridge/scim/schema/enterpriseUser.ts';
import type { ResourceType } from '../../../bridge/scim/schema/types.ts';
import { USER } from '../../../bridge/scim/schema/user.ts';

/** The User resource type, for tests of the protocol core. */
export const USER_TYPE: ResourceType = {
  id: 'User',
  name: 'User',
  description: 'A person.',
  endpoint: '/Users',
  schema: USER,
  extensions: [{ schema: ENTERPRISE_USER, required: false }],
};
