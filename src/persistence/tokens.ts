/** Injection token of the open database: how to reach it and how to leave it. */
export const DATABASE = Symbol('Database');

/** Injection token of its TypeORM DataSource. */
export const DATA_SOURCE = Symbol('DataSource');
