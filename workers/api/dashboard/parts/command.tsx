import { useState } from "preact/hooks";

/** A command to run, with a button that copies it. */
export function Command({ text }: Readonly<{ text: string }>) {
  const [said, setSaid] = useState("Copy");
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setSaid("Copied");
    } catch {
      setSaid("Select it, and copy");
    }
  };
  return (
    <div class="command">
      <code>{text}</code>
      <button type="button" class="action" onClick={copy} aria-live="polite">
        {said}
      </button>
    </div>
  );
}
