import type { Faker } from "@faker-js/faker";

/** An article before it has a price: its name, its category, and the range that its price lies in, in cents, both ends inclusive. */
export interface ArticleIdea {
  name: string;
  category: string;
  least: number;
  most: number;
}

/** What every supermarket sells most. */
const staples: readonly ArticleIdea[] = [
  { name: "Fresh milk 1 l", category: "Dairy", least: 99, most: 139 },
  { name: "Butter 250 g", category: "Dairy", least: 199, most: 269 },
  { name: "Free-range eggs x 10", category: "Dairy", least: 249, most: 349 },
  { name: "Bread rolls x 6", category: "Bakery", least: 119, most: 199 },
  { name: "Rye bread 750 g", category: "Bakery", least: 199, most: 329 },
  { name: "Pretzel", category: "Bakery", least: 59, most: 99 },
  { name: "Bananas 1 kg", category: "Fruit and vegetables", least: 119, most: 179 },
  { name: "Tomatoes 500 g", category: "Fruit and vegetables", least: 149, most: 249 },
  { name: "Potatoes 2 kg", category: "Fruit and vegetables", least: 199, most: 349 },
  { name: "Mineral water 6 x 1.5 l", category: "Drinks", least: 229, most: 399 },
  { name: "Ground coffee 500 g", category: "Coffee and tea", least: 499, most: 749 },
  { name: "Sliced Gouda 400 g", category: "Dairy", least: 249, most: 399 },
  { name: "Natural yoghurt 500 g", category: "Dairy", least: 79, most: 149 },
  { name: "Quark 250 g", category: "Dairy", least: 69, most: 119 },
  { name: "Bratwurst x 5", category: "Meat", least: 299, most: 449 },
  { name: "Minced beef 500 g", category: "Meat", least: 399, most: 599 },
  { name: "Spaghetti 500 g", category: "Pantry", least: 89, most: 169 },
  { name: "Dark chocolate 100 g", category: "Sweets and snacks", least: 99, most: 199 },
  { name: "Pilsner 6 x 0.5 l", category: "Drinks", least: 399, most: 599 },
  { name: "Toilet paper x 10", category: "Household", least: 349, most: 499 },
];

/** The rest of the shelves. */
const shelves: readonly ((faker: Faker) => ArticleIdea)[] = [
  ({ food }) => ({ name: `${food.fruit()} yoghurt 150 g`, category: "Dairy", least: 49, most: 99 }),
  ({ food }) => ({ name: `${food.fruit()} jam 340 g`, category: "Pantry", least: 179, most: 349 }),
  ({ food }) => ({ name: `${food.fruit()} juice 1 l`, category: "Drinks", least: 129, most: 299 }),
  ({ food }) => ({ name: `${food.fruit()} ice cream 500 ml`, category: "Frozen", least: 249, most: 499 }),
  ({ food }) => ({ name: `${food.fruit()} muesli 750 g`, category: "Pantry", least: 249, most: 449 }),
  ({ food }) => ({ name: `organic ${food.fruit()}`, category: "Fruit and vegetables", least: 79, most: 349 }),
  ({ food }) => ({ name: `organic ${food.vegetable()}`, category: "Fruit and vegetables", least: 99, most: 399 }),
  ({ food }) => ({ name: `frozen ${food.vegetable()} 750 g`, category: "Frozen", least: 149, most: 349 }),
  ({ food }) => ({ name: `${food.vegetable()} soup 400 ml`, category: "Pantry", least: 129, most: 279 }),
  ({ food }) => ({ name: `pickled ${food.vegetable()} 370 g`, category: "Pantry", least: 129, most: 249 }),
  ({ food }) => ({ name: `ground ${food.spice()} 40 g`, category: "Pantry", least: 119, most: 329 }),
  ({ food }) => ({ name: `${food.spice()} crisps 175 g`, category: "Sweets and snacks", least: 119, most: 229 }),
  ({ food }) => ({ name: `${food.spice()} tea 20 bags`, category: "Coffee and tea", least: 149, most: 329 }),
];

/** Draws `count` articles of different names, the best sellers first. */
export function drawArticles(faker: Faker, count: number): ArticleIdea[] {
  const drawn = new Map<string, ArticleIdea>();
  for (const idea of faker.helpers.shuffle(staples)) drawn.set(idea.name, idea);
  while (drawn.size < count) {
    const idea = faker.helpers.arrayElement(shelves)(faker);
    const name = idea.name.charAt(0).toUpperCase() + idea.name.slice(1);
    drawn.set(name, { ...idea, name });
  }
  return [...drawn.values()].slice(0, count);
}
