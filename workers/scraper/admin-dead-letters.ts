import type { IRequest } from "itty-router";
import { newestDeadLetters, readDeadLetter } from "../store/dead-letters.ts";
import type { AdminPorts, AdminRouter } from "./admin-ports.ts";
import { requeue, requeueOldest } from "./dead-letters.ts";
import { problem } from "./problem.ts";

const MAX_LETTERS = 100;

/** Dead letters: listed newest first, and put back into the queue one by one or a hundred at a time, oldest first. */
export function deadLetterRoutes(router: AdminRouter, { db, send }: AdminPorts): void {
  router.get("/admin/dead-letters", async () =>
    Response.json({
      dead_letters: (await newestDeadLetters(db, MAX_LETTERS)).map(({ receivedAt, ...letter }) => ({
        ...letter,
        received_at: receivedAt,
      })),
    }),
  );

  router.post("/admin/dead-letters/requeue", async () => {
    return Response.json(await requeueOldest({ db, send }), { status: 202 });
  });

  router.post("/admin/dead-letters/:id/requeue", async ({ params: { id = "" } }: IRequest) => {
    const letter = await readDeadLetter(db, id);
    if (letter === null) return problem(404, `no dead letter ${id}`, { parameter: "id" });
    const result = await requeue([letter], { db, send });
    if (result.kept.length > 0)
      return problem(409, `${id} is no scrape message: it can only stay`, { parameter: "id" });
    return Response.json(result, { status: 202 });
  });
}
