/** How much a bench may take. `smoke`: one short round, to see that it runs; its figures say nothing. */
export type Effort = Readonly<{ rounds: number; smoke: boolean }>;
