// A query through Comunica: `node comunica.mjs ENDPOINT QUERY MEDIA-TYPE` prints the answer and the methods that were used.
import { QueryEngine } from '@comunica/query-sparql';

const [endpoint, query, mediaType] = process.argv.slice(2);
const methods = [];
const context = {
  sources: [{ type: 'sparql', value: endpoint }],
  fetch: (address, given) => {
    methods.push(given?.method ?? 'GET');
    return fetch(address, given);
  },
};
const engine = new QueryEngine();
const { data } = await engine.resultToString(await engine.query(query, context), mediaType);
let answer = '';
for await (const part of data) answer += part;
console.log(JSON.stringify({ answer, methods }));
