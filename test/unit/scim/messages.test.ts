import { listResponse, MESSAGES } from '../../../scim/messages.ts';

describe('listResponse (RFC 7644 §3.4.2)', () => {
  it.each([
    [{ total: 0, startIndex: 1, resources: [] }, 0],
    [{ total: 250, startIndex: 101, resources: [{ id: '1' }, { id: '2' }] }, 2],
  ])('%j', (page, itemsPerPage) => {
    expect(listResponse(page)).toStrictEqual({
      schemas: [MESSAGES.list],
      totalResults: page.total,
      startIndex: page.startIndex,
      itemsPerPage,
      Resources: page.resources,
    });
  });
});
