CREATE TABLE `staged_rollups` (
	`hour` text NOT NULL,
	`version` integer NOT NULL,
	`place` integer NOT NULL,
	`row` text NOT NULL,
	PRIMARY KEY(`hour`, `version`, `place`)
);
