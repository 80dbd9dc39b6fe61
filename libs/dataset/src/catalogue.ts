import type { Faker } from "@faker-js/faker";
import { faker } from "@faker-js/faker/locale/de";
import { drawArticles } from "./articles.js";

/** What the sales are drawn from. A weight says how often something is drawn, compared with its neighbours. */
export interface Catalogue {
  stores: Store[];
  articles: Article[];
}

/** A store of the chain, the largest first. */
export interface Store {
  name: string;
  weight: number;
  /** Sells little by day and much after 18 h. */
  isEveningStore: boolean;
  cashiers: { name: string; weight: number }[];
  /** Indexes of the articles that sell better here than elsewhere. */
  specialities: number[];
}

/** An article of the whole chain, the best seller first. */
export interface Article {
  name: string;
  category: string;
  priceCents: number;
  weight: number;
}

const articleCount = 300;

/** Makes the chain: German cities as stores, groceries as articles, people as cashiers, each name once in its place. */
export function makeCatalogue({ stores, seed }: { stores: number; seed: number }): Catalogue {
  faker.seed(seed);
  return { articles: makeArticles(faker), stores: makeStores(faker, stores) };
}

function makeArticles(faker: Faker): Article[] {
  return drawArticles(faker, articleCount).map(({ name, category, least, most }, rank) => ({
    name,
    category,
    // A price ends in 9 cents.
    priceCents: faker.number.int({ min: Math.ceil(least / 10), max: Math.floor(most / 10) }) * 10 + 9,
    // Zipf's law as Mandelbrot wrote it: the share falls with 1 / (rank + a constant).
    weight: Math.floor(1_000_000 / (rank + 3)),
  }));
}

function makeStores(faker: Faker, count: number): Store[] {
  const cities = faker.helpers.shuffle(faker.definitions.location.city_name);
  return Array.from({ length: count }, (_, rank) => {
    const branch = Math.floor(rank / cities.length) + 1;
    const size = 3 / (rank + 3);
    return {
      name: `${cities[rank % cities.length]}${branch > 1 ? ` ${branch}` : ""}`,
      weight: Math.floor(1_000_000 * size),
      isEveningStore: rank % 8 === 2,
      cashiers: drawCashiers(faker, 3 + Math.round(9 * size)),
      specialities: faker.helpers.multiple(() => faker.number.int({ min: 0, max: articleCount - 1 }), { count: 3 }),
    };
  });
}

function drawCashiers(faker: Faker, count: number): Store["cashiers"] {
  const names = new Set<string>();
  while (names.size < count) names.add(`${faker.person.firstName()} ${faker.person.lastName()}`);
  return [...names].map((name) => ({ name, weight: faker.number.int({ min: 20, max: 100 }) }));
}
