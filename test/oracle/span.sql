-- Delivered frames of one stream from its samples: sample (at, milli, input), stream (first_output, ended, target). METRICS.md §4.

CREATE VIEW m AS SELECT first_output + 10000 AS since, ended - 10000 AS until, target FROM stream;

CREATE TABLE piece AS
WITH cut(at) AS (
  SELECT at FROM sample UNION SELECT at - 10000 FROM sample UNION SELECT since FROM m UNION SELECT until FROM m
)
SELECT at AS a, lead(at) OVER (ORDER BY at) AS b FROM cut, m WHERE at BETWEEN since AND until;

-- Of the samples that cover a piece the lower counts; of equals the one with more to match.
CREATE TABLE delivered AS
SELECT b - a AS ms, milli, max(target, min(2 * target, 2 * coalesce(input, target))) AS twice_t
FROM (
  SELECT a, b, milli, input, row_number() OVER (PARTITION BY a ORDER BY milli, coalesce(input, 1000000) DESC) AS place
  FROM piece JOIN sample ON sample.at - 10000 <= a AND b <= sample.at
), m WHERE place = 1;

CREATE VIEW result AS
SELECT max(0, until - since) AS span_ms, coalesce((
  SELECT floor_sum_ppm(exact_product(ms, min(2 * milli, 1000 * twice_t)), exact_product(1000 * twice_t, until - since)) FROM delivered
), 0) AS ppm FROM m;
