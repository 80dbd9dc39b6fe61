import { TillbookError } from "@tillbook/pipeline";
import type { Connection, RowDataPacket } from "mysql2/promise";

/** How the comment of each table of ours begins. Whatever has one of our names without it belongs to somebody else. */
const mark = "Tillbook: ";

/** A table that a stage replaces, by way of `<name>__next` and `<name>__old`. */
export interface OwnTable {
  name: string;
  /** Comment of the table, or of one of its columns, by which one of Tillbook 0.1.0 is known: that version set no marks. */
  oldComment: string;
  /** The columns that it may have; undefined where another version of the table may have had any. */
  columns?: readonly string[];
}

/**
 * Finds all that would be lost if `stage` replaced its tables: tables and views that Tillbook did not make, and what is
 * attached to its own and cannot be moved to their successors. Marks the tables of an older version.
 * @throws TillbookError MYSQL_REFUSED listing what was found; the database is then unchanged
 */
export async function expectOwnTables(
  connection: Connection,
  stage: string,
  tables: readonly OwnTable[],
): Promise<void> {
  const found = await readTables(connection, tables);
  const foreign = found.filter(({ isOwn }) => !isOwn);
  const findings = [
    ...foreign.map(({ type, name }) => `${type} ${name}`),
    ...(await listAttachments(
      connection,
      found.filter(({ isOwn }) => isOwn),
    )),
  ];
  if (findings.length > 0) {
    throw new TillbookError(
      "MYSQL_REFUSED",
      `${stage} would lose what Tillbook did not make; nothing was changed`,
      `rename or drop what is listed, or set MYSQL_DATABASE to a database for Tillbook alone, then run \`make ${stage}\``,
      { details: findings },
    );
  }
  for (const { name, comment } of found.filter((table) => !table.comment.startsWith(mark)))
    await connection.query(`alter table ${name} comment = ?`, [mark + (comment || name)]);
}

interface FoundTable {
  name: string;
  /** `table`, `view`, `sequence` … */
  type: string;
  comment: string;
  isOwn: boolean;
  isPartitioned: boolean;
  columns: string[];
  /** Those of its columns that Tillbook did not make. */
  foreignColumns: string[];
}

async function readTables(connection: Connection, tables: readonly OwnTable[]): Promise<FoundTable[]> {
  const owners = new Map(
    tables.flatMap((table) => ["", "__next", "__old"].map((suffix) => [table.name + suffix, table] as const)),
  );
  const [rows] = await connection.query<RowDataPacket[]>(
    `select table_name as name, table_type as type, table_comment as comment, create_options as options,
       @@lower_case_table_names as ignores_case
     from information_schema.tables where table_schema = database() and table_name in (?) order by name`,
    [[...owners.keys()]],
  );
  const [columns] = await connection.query<RowDataPacket[]>(
    `select table_name as name, column_name as column_name, column_comment as comment
     from information_schema.columns where table_schema = database() and table_name in (?)
     order by ordinal_position`,
    [[...owners.keys()]],
  );
  return rows.flatMap((row): FoundTable[] => {
    // MariaDB compares these names without case, even where it tells tables apart by it
    const name = Number(row["ignores_case"]) === 0 ? row["name"] : row["name"].toLowerCase();
    const owner = owners.get(name);
    if (owner === undefined) return [];
    const own = columns.filter((column) => column["name"] === row["name"]);
    const comments = [row["comment"], ...own.map((column) => column["comment"])];
    const names = own.map((column) => String(column["column_name"]));
    const type = row["type"] === "BASE TABLE" ? "table" : row["type"].toLowerCase();
    return [
      {
        name,
        type,
        comment: row["comment"],
        isOwn: type === "table" && (row["comment"].startsWith(mark) || comments.includes(owner.oldComment)),
        isPartitioned: /\bpartitioned\b/i.test(row["options"]),
        columns: names,
        foreignColumns: names.filter((column) => owner.columns?.includes(column) === false),
      },
    ];
  });
}

/** Lists what is attached to tables, each with the statement that removes it. */
async function listAttachments(connection: Connection, tables: readonly FoundTable[]): Promise<string[]> {
  if (tables.length === 0) return [];
  const names = [tables.map(({ name }) => name)];
  const [references] = await connection.query<RowDataPacket[]>(
    `select distinct constraint_name as name, table_schema as db, table_name as tab, referenced_table_name as target
     from information_schema.key_column_usage
     where referenced_table_schema = database() and referenced_table_name in (?)
       or table_schema = database() and table_name in (?) and referenced_table_name is not null
     order by db, tab, name`,
    [...names, ...names],
  );
  const [checks] = await connection.query<RowDataPacket[]>(
    `select constraint_name as name, table_name as tab from information_schema.table_constraints
     where table_schema = database() and table_name in (?) and constraint_type = 'CHECK' order by tab, name`,
    names,
  );
  const [triggers] = await connection.query<RowDataPacket[]>(
    `select trigger_name as name, event_object_table as tab from information_schema.triggers
     where event_object_schema = database() and event_object_table in (?) order by tab, name`,
    names,
  );
  const id = (...path: string[]): string => path.map((name) => `\`${name.replaceAll("`", "``")}\``).join(".");
  // MariaDB gives a column of type json a check of its own, with the column's name
  const isJson = ({ name, tab }: RowDataPacket): boolean =>
    tables.some((table) => table.name === tab && table.columns.includes(name));
  return [
    ...references.map(({ name, db, tab, target }) => {
      return `foreign key ${name} of ${db}.${tab} to ${target}: alter table ${id(db, tab)} drop foreign key ${id(name)}`;
    }),
    ...checks
      .filter((check) => !isJson(check))
      .map(({ name, tab }) => `check ${name} of ${tab}: alter table ${id(tab)} drop constraint ${id(name)}`),
    ...triggers.map(({ name, tab }) => `trigger ${name} of ${tab}: drop trigger ${id(name)}`),
    ...tables.flatMap(({ name, foreignColumns }) =>
      foreignColumns.map((column) => `column ${column} of ${name}: alter table ${id(name)} drop column ${id(column)}`),
    ),
    ...tables
      .filter(({ isPartitioned }) => isPartitioned)
      .map(({ name }) => `partitions of ${name}: alter table ${id(name)} remove partitioning`),
  ];
}
