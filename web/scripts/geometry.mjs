// Makes the default shapes of countries from world-atlas (Natural Earth, 1:50 million): `npm run geometry`.
// Left out: Antarctica, and every name, because names come from the graph. Crimea, which Natural Earth gives to Russia
// and the General Assembly of the United Nations to Ukraine (resolution 68/262), becomes land of no country by name.
// Of the points one in eight is kept, by the area of its triangle (Visvalingam); all those of a country that would vanish.
import { readFileSync, writeFileSync } from "node:fs";
import { feature, quantize } from "topojson-client";
import { filter, presimplify, quantile, simplify, sphericalTriangleArea } from "topojson-simplify";

const ANTARCTICA = "010";
const RUSSIA = "643";
const KEPT = 0.125;
const GRID = 1e5; // steps of 400 m at the equator
const atlas = new URL("../node_modules/world-atlas/countries-50m.json", import.meta.url);
const made = new URL("../../src/edugraph/web/world/geometry/countries.json", import.meta.url);

const { type, arcs, transform, objects } = JSON.parse(readFileSync(atlas, "utf8"));
const countries = objects.countries.geometries
  .filter(({ id }) => id !== ANTARCTICA)
  .map(({ type, id, arcs }) => (id ? { type, id, arcs } : { type, arcs }));
const degrees = feature({ type, transform, arcs }, countries.find(({ id }) => id === RUSSIA)).geometry.coordinates;
const crimea = degrees.findIndex(([ring]) => ring.every(([x, y]) => x > 32 && x < 37 && y > 44 && y < 47));
const geometries = countries.flatMap((country) => {
  if (country.id !== RUSSIA) return [country];
  const [taken] = country.arcs.splice(crimea, 1);
  return [country, { type: "Polygon", arcs: taken }];
});
const whole = { type, transform, arcs, objects: { countries: { type: "GeometryCollection", geometries } } };
const weighted = presimplify(whole, sphericalTriangleArea);
const least = quantile(weighted, KEPT);

const arcOf = (n) => weighted.arcs[n < 0 ? ~n : n];
const isSeen = (ring) => ring.length > 1 || arcOf(ring[0]).filter((point) => point[2] >= least).length > 3;
for (const { type, arcs } of geometries) {
  const rings = type === "Polygon" ? arcs : arcs.flat();
  if (rings.some(isSeen)) continue;
  for (const point of rings.flat().flatMap(arcOf)) point[2] = Infinity;
}
const kept = quantize(filter(simplify(weighted, least), isSeen), GRID);
delete kept.bbox;
writeFileSync(made, `${JSON.stringify(kept)}\n`);
