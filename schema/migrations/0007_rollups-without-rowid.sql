CREATE TABLE `rollups_without_rowid` (
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
	PRIMARY KEY(`orchestrator`, `hour`, `pipeline`, `model`, `gpu`, `region`, `gateway`, `purpose`, `witness`)
) WITHOUT ROWID;
--> statement-breakpoint
INSERT INTO `rollups_without_rowid` SELECT `hour`, `orchestrator`, `pipeline`, `model`, `gpu`, `region`, `gateway`, `purpose`, `witness`, `version`, `sums` FROM `rollups`;--> statement-breakpoint
DROP TABLE `rollups`;--> statement-breakpoint
ALTER TABLE `rollups_without_rowid` RENAME TO `rollups`;--> statement-breakpoint
CREATE TABLE `day_rollups_without_rowid` (
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
) WITHOUT ROWID;
--> statement-breakpoint
INSERT INTO `day_rollups_without_rowid` SELECT `day`, `orchestrator`, `pipeline`, `model`, `gpu`, `region`, `gateway`, `purpose`, `witness`, `sums` FROM `day_rollups`;--> statement-breakpoint
DROP TABLE `day_rollups`;--> statement-breakpoint
ALTER TABLE `day_rollups_without_rowid` RENAME TO `day_rollups`;
