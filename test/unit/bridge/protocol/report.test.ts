import { createReport } from '../../../../bridge/protocol/report.ts';
import { ScimError } from '../../../../scim/errors.ts';
import { objectOf } from '../../../../scim/json.ts';

describe('the report of a request', () => {
  it('takes the changed resource from the response, otherwise from the request', () => {
    const report = createReport('r1');
    report.change({ type: 'User', id: '', body: undefined });
    expect(report.facts).toMatchObject({ requestId: 'r1', writes: true, resource: { type: 'User' } });
    report.change({ type: 'User', id: '', body: objectOf([['userName', 'ann']]) });
    expect(report.facts.resource).toEqual({ type: 'User', name: 'ann' });
    report.answered(
      objectOf([
        ['id', '42'],
        ['userName', 'Ann'],
      ]),
    );
    expect(report.facts.resource).toEqual({ type: 'User', id: '42', name: 'Ann' });
    expect(report.facts.requestBody).toEqual({ userName: 'ann' });
  });

  it('has no resource if the request asks for no change', () => {
    const report = createReport('r1');
    report.answered(objectOf([['id', '42']]));
    expect(report.facts).not.toHaveProperty('resource');
  });

  it('records facts in order, and the error of the response', () => {
    const report = createReport('r1');
    report.quirk('aliases');
    report.ignored('title');
    report.note('One.');
    report.note('Two.');
    report.keycloakCall({ call: 'GET users', outcome: 'ok', milliseconds: 3 });
    report.observe()('POST users');
    report.failed(new ScimError('forbidden', 'No.', { hint: 'Because.' }));
    expect(report.facts).toEqual({
      requestId: 'r1',
      quirks: ['aliases'],
      ignored: ['title'],
      notes: ['One.', 'Two.'],
      changes: [],
      keycloak: [{ call: 'GET users', outcome: 'ok', milliseconds: 3 }],
      observed: ['POST users'],
      error: 'forbidden',
      detail: 'No.',
      hint: 'Because.',
    });
  });

  it('has a separate report for each operation', () => {
    const report = createReport('r1');
    const [first, second] = [report.child(), report.child()];
    first.change({ type: 'User', id: '1', body: undefined });
    second.change({ type: 'Group', id: '2', body: undefined });
    second.note('Second.');
    expect(report.children.map(({ facts }) => [facts.requestId, facts.resource, facts.notes])).toEqual([
      ['r1', { type: 'User', id: '1' }, []],
      ['r1', { type: 'Group', id: '2' }, ['Second.']],
    ]);
    expect(report.facts).not.toHaveProperty('resource');
  });
});
