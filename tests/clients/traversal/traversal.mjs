// A query that follows links: `node traversal.mjs SEED QUERY NAMESPACE SERVER` prints the rows and the addresses asked for.
// The data name things in the namespace; `fetch` sends requests for it to the server instead, as w3id.org would.
import { QueryEngine } from '@comunica/query-sparql-link-traversal';

const [seed, query, namespace, server] = process.argv.slice(2);
const asked = [];
const engine = new QueryEngine();
const rows = await engine.queryBindings(query, {
  sources: [seed],
  lenient: true,
  fetch: async (address, given) => {
    const wanted = String(address?.url ?? address);
    asked.push(wanted);
    if (!wanted.startsWith(namespace) && !wanted.startsWith(server)) {
      return new Response('', { status: 404 });
    }
    return await fetch(wanted.replace(namespace, server), given);
  },
});
const told = (await rows.toArray()).map((row) => Object.fromEntries([...row].map(([name, term]) => [name.value, term.value])));
console.log(JSON.stringify({ rows: told, asked }));
