import { complex, reference, string } from './define.ts';
import type { Schema } from './types.ts';

/** The enterprise extension of User (RFC 7643 §4.3). */
export const ENTERPRISE_USER: Schema = {
  id: 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User',
  name: 'EnterpriseUser',
  description: 'What an employer records about a person.',
  attributes: [
    string('employeeNumber', 'The number the organization gave the person.'),
    string('costCenter', 'The cost center.'),
    string('organization', 'The organization.'),
    string('division', 'The division.'),
    string('department', 'The department.'),
    complex('manager', "The person's manager.", [
      string('value', 'The id of the manager.', { caseExact: true }),
      reference(
        '$ref',
        'The URI of the manager; follows from value, shown when asked for by name.',
        ['User'],
        {
          mutability: 'readOnly',
          returned: 'request',
        },
      ),
      string('displayName', 'The name of the manager.', { mutability: 'readOnly' }),
    ]),
  ],
};
