import { readDemoOptions } from '../../../../dev/demo/options.ts';

describe('the demo', () => {
  it('takes its ports from the environment, and 3000 and any free one without it', () => {
    expect(readDemoOptions([], {})).toEqual({ help: false, json: false, port: 3000, managementPort: 0 });
    expect(readDemoOptions(['--json'], { PORT: '3600', MANAGEMENT_PORT: '3601' })).toEqual({
      help: false,
      json: true,
      port: 3600,
      managementPort: 3601,
    });
  });

  it('is asked for help without a start', () => {
    expect(readDemoOptions(['--help'], {}).help).toBe(true);
  });

  it('says which options and variables it has when one is wrong', () => {
    expect(() => readDemoOptions(['--jsn'], {})).toThrow(/Unknown option '--jsn'[^]*Usage: npm run demo/);
    expect(() => readDemoOptions([], { PORT: '70000' })).toThrow(
      'PORT is a port between 0 and 65535, not "70000".',
    );
  });
});
