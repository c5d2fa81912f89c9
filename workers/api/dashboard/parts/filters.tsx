import { useLocation } from "preact-iso";
import { withQuery } from "../view/query.ts";

type SelectProps = Readonly<{
  label: string;
  name: string;
  /** Values and what they are called; the first is everything. */
  options: readonly (readonly [string, string])[];
}>;

/** A filter that offers a list. It lives in the URL. */
export function SelectFilter({ label, name, options }: SelectProps) {
  const { path, query, route } = useLocation();
  const value = query[name] ?? "";
  const known = options.some(([each]) => each === value) || value === "";
  return (
    <label class="filter">
      <span>{label}</span>
      <select
        value={value}
        onChange={({ currentTarget }) =>
          route(withQuery(path, query, { [name]: currentTarget.value, cursor: "" }))
        }
      >
        {options.map(([each, text]) => (
          <option key={each} value={each}>
            {text}
          </option>
        ))}
        {!known && <option value={value}>{value}</option>}
      </select>
    </label>
  );
}

type TextProps = Readonly<{ label: string; name: string; placeholder: string }>;

/** A filter that is typed. What is typed replaces the URL, so that back leads to the page before and not to a letter less. */
export function TextFilter({ label, name, placeholder }: TextProps) {
  const { path, query, route } = useLocation();
  return (
    <label class="filter wide">
      <span>{label}</span>
      <input
        type="search"
        spellcheck={false}
        autocomplete="off"
        value={query[name] ?? ""}
        placeholder={placeholder}
        onInput={({ currentTarget }) =>
          route(withQuery(path, query, { [name]: currentTarget.value, cursor: "" }), true)
        }
      />
    </label>
  );
}
