/** What a person can put right: it is shown without a stack. */
export class Refusal extends Error {
  override readonly name = "Refusal";
}
