CREATE TABLE `day_bad_hours` (
	`day` text NOT NULL,
	`orchestrator` text NOT NULL,
	`bad` text NOT NULL,
	PRIMARY KEY(`day`, `orchestrator`)
);
--> statement-breakpoint
CREATE TABLE `day_rollups` (
	`day` text NOT NULL,
	`orchestrator` text NOT NULL,
	`pipeline` text NOT NULL,
	`model` text NOT NULL,
	`gpu` text NOT NULL,
	`region` text NOT NULL,
	`gateway` text NOT NULL,
	`purpose` text NOT NULL,
	`witness` text NOT NULL,
	`sums` text NOT NULL,
	PRIMARY KEY(`day`, `orchestrator`, `pipeline`, `model`, `gpu`, `region`, `gateway`, `purpose`, `witness`)
);
--> statement-breakpoint
CREATE INDEX `day_rollups_orchestrator` ON `day_rollups` (`orchestrator`,`day`);--> statement-breakpoint
CREATE TABLE `days` (
	`day` text PRIMARY KEY NOT NULL,
	`made_from` text NOT NULL,
	`built_to` text NOT NULL
);
