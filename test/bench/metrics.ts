/** Reads the metrics of a bridge's management port; gives the value of each by its name. */
export async function readMetrics(managementUrl: string): Promise<(name: string) => number> {
  const text = await (await fetch(`${managementUrl}/metrics`)).text();
  return (name) => Number(new RegExp(`^${name} (.+)$`, 'm').exec(text)?.[1]);
}
