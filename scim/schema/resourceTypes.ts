import { ENTERPRISE_USER } from './enterpriseUser.ts';
import { GROUP } from './group.ts';
import type { ResourceType } from './types.ts';
import { USER } from './user.ts';

/** Users, with the enterprise extension. */
export const USER_TYPE: ResourceType = {
  id: 'User',
  name: 'User',
  description: USER.description,
  endpoint: '/Users',
  schema: USER,
  extensions: [{ schema: ENTERPRISE_USER, required: false }],
};

/** Groups. */
export const GROUP_TYPE: ResourceType = {
  id: 'Group',
  name: 'Group',
  description: GROUP.description,
  endpoint: '/Groups',
  schema: GROUP,
  extensions: [],
};
