import { ENTERPRISE_USER } from '../../../scim/schema/enterpriseUser.ts';
import type { ResourceType } from '../../../scim/schema/types.ts';
import { USER } from '../../../scim/schema/user.ts';

/** The User resource type, for tests of the protocol core. */
export const USER_TYPE: ResourceType = {
  id: 'User',
  name: 'User',
  description: 'A person.',
  endpoint: '/Users',
  schema: USER,
  extensions: [{ schema: ENTERPRISE_USER, required: false }],
};
