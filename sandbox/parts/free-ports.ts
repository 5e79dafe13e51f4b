import * as net from "node:net";

/** Three ports that nobody listens on now. */
export async function freePorts(): Promise<[number, number, number]> {
  const servers = await Promise.all([0, 1, 2].map(listen));
  const ports = servers.map((server) => (server.address() as net.AddressInfo).port);
  await Promise.all(servers.map((server) => new Promise((done) => server.close(done))));
  return ports as [number, number, number];
}

function listen(): Promise<net.Server> {
  return new Promise((resolve, reject) => {
    const server = net.createServer().on("error", reject);
    server.listen(0, "127.0.0.1", () => resolve(server));
  });
}
