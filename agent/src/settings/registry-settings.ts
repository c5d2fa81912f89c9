import * as z from "zod";
import { ServiceUri } from "../../../schema/wire/target.ts";
import { setting } from "./setting.ts";

/** What its registry entry says beside who it is. */
export const REGISTRY = {
  service_uri: setting({
    schema: ServiceUri,
    expected: "an https URL of host and port",
    about: "the orchestrator's service as gateways dial it; without one it is in no gateway's list",
    value: "<url>",
    example: "https://orch.example.org:8935",
  }),
  service_host: setting({
    schema: z.string().min(1).max(253),
    expected: "a host",
    about: "the host of that service, where its URI is not to be listed",
    value: "<host>",
    example: "orch.example.org",
  }),
  delegation_file: setting({
    schema: z.string().min(1),
    expected: "a file",
    about: "the signed delegation; by default the one that `delegate --check` kept",
    value: "<file>",
    example: "/etc/livepeer-sla-agent/delegation.json",
  }),
};
