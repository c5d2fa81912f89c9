CREATE TABLE `dead_letters` (
	`id` text PRIMARY KEY NOT NULL,
	`body` text NOT NULL,
	`attempts` integer NOT NULL,
	`received_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `hours` (
	`hour` text NOT NULL,
	`version` integer NOT NULL,
	`state` text NOT NULL,
	`digest` text NOT NULL,
	`inputs_digest` text NOT NULL,
	`jobs` integer NOT NULL,
	`open_jobs` integer NOT NULL,
	`published_at` integer NOT NULL,
	`ledger_version` integer,
	PRIMARY KEY(`hour`, `version`)
);
--> statement-breakpoint
CREATE TABLE `ledger` (
	`hour` text NOT NULL,
	`shard` integer NOT NULL,
	`version` integer NOT NULL,
	`cursors` integer NOT NULL,
	`body` text NOT NULL,
	PRIMARY KEY(`hour`, `shard`)
);
--> statement-breakpoint
CREATE INDEX `ledger_cursors` ON `ledger` (`shard`,`cursors`,`hour`);--> statement-breakpoint
CREATE TABLE `registry_versions` (
	`version` integer PRIMARY KEY NOT NULL,
	`digest` text NOT NULL,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `rollups` (
	`hour` text NOT NULL,
	`orchestrator` text NOT NULL,
	`pipeline` text NOT NULL,
	`model` text NOT NULL,
	`gpu` text NOT NULL,
	`region` text NOT NULL,
	`gateway` text NOT NULL,
	`purpose` text NOT NULL,
	`witness` text NOT NULL,
	`version` integer NOT NULL,
	`sums` text NOT NULL,
	PRIMARY KEY(`hour`, `orchestrator`, `pipeline`, `model`, `gpu`, `region`, `gateway`, `purpose`, `witness`)
);
--> statement-breakpoint
CREATE INDEX `rollups_orchestrator` ON `rollups` (`orchestrator`,`hour`);--> statement-breakpoint
CREATE TABLE `targets` (
	`id` text PRIMARY KEY NOT NULL,
	`url` text NOT NULL,
	`agent` text NOT NULL,
	`role` text NOT NULL,
	`orchestrator` text,
	`node` text,
	`gateway` text,
	`service_host` text,
	`region` text,
	`lookback_ms` integer NOT NULL,
	`shard` integer NOT NULL,
	`registered_at` integer NOT NULL,
	`enabled` integer NOT NULL,
	`trust` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `targets_agent` ON `targets` (`agent`);--> statement-breakpoint
CREATE INDEX `targets_shard` ON `targets` (`shard`);