-- A store with schema 0004, as sqlite3 dumps it.
BEGIN TRANSACTION;
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0004');
CREATE TABLE baselines (
	id INTEGER NOT NULL, 
	scope VARCHAR(20) NOT NULL, 
	who VARCHAR(200) NOT NULL, 
	measure VARCHAR(80) NOT NULL, 
	unit VARCHAR(40) NOT NULL, 
	n INTEGER NOT NULL, 
	median FLOAT NOT NULL, 
	low FLOAT NOT NULL, 
	high FLOAT NOT NULL, 
	q25 FLOAT NOT NULL, 
	q75 FLOAT NOT NULL, 
	since VARCHAR(10), 
	until VARCHAR(10), 
	made_utc DATETIME NOT NULL, 
	CONSTRAINT pk_baselines PRIMARY KEY (id)
);
CREATE TABLE claims (
	sha256 VARCHAR(64) NOT NULL, 
	run_id INTEGER NOT NULL, 
	CONSTRAINT pk_claims PRIMARY KEY (sha256), 
	CONSTRAINT fk_claims_run_id FOREIGN KEY(run_id) REFERENCES runs (id) ON DELETE CASCADE
);
CREATE TABLE conversations (
	recording_id INTEGER NOT NULL, 
	body TEXT NOT NULL, 
	CONSTRAINT pk_conversations PRIMARY KEY (recording_id), 
	CONSTRAINT fk_conversations_recording_id FOREIGN KEY(recording_id) REFERENCES recordings (id) ON DELETE CASCADE
);
CREATE TABLE evidence (
	id INTEGER NOT NULL, 
	recording_id INTEGER NOT NULL, 
	code VARCHAR(8) NOT NULL, 
	position INTEGER NOT NULL, 
	measure VARCHAR(80) NOT NULL, 
	value FLOAT, 
	words TEXT, 
	unit VARCHAR(40) NOT NULL, 
	norm VARCHAR(80), 
	norm_good FLOAT, 
	norm_watch FLOAT, 
	norm_fail FLOAT, 
	norm_bad FLOAT, 
	norm_source TEXT, 
	norm_strength VARCHAR(20), 
	start_s FLOAT, 
	end_s FLOAT, 
	quote TEXT, probability FLOAT, 
	CONSTRAINT pk_evidence PRIMARY KEY (id), 
	CONSTRAINT fk_evidence_recording_id FOREIGN KEY(recording_id) REFERENCES recordings (id) ON DELETE CASCADE
);
CREATE TABLE failures (
	id INTEGER NOT NULL, 
	path_key VARCHAR(64) NOT NULL, 
	path TEXT NOT NULL, 
	sha256 VARCHAR(64), 
	stage VARCHAR(20) NOT NULL, 
	reason TEXT NOT NULL, 
	transient BOOLEAN NOT NULL, 
	attempts INTEGER NOT NULL, 
	analysis_key VARCHAR(64) NOT NULL, 
	run_id INTEGER, 
	failed_utc DATETIME NOT NULL, 
	CONSTRAINT pk_failures PRIMARY KEY (id), 
	CONSTRAINT fk_failures_run_id FOREIGN KEY(run_id) REFERENCES runs (id), 
	CONSTRAINT uq_failures_path_key UNIQUE (path_key)
);
CREATE TABLE features (
	recording_id INTEGER NOT NULL, 
	body TEXT NOT NULL, 
	CONSTRAINT pk_features PRIMARY KEY (recording_id), 
	CONSTRAINT fk_features_recording_id FOREIGN KEY(recording_id) REFERENCES recordings (id) ON DELETE CASCADE
);
CREATE TABLE files (
	path_key VARCHAR(64) NOT NULL, 
	sha256 VARCHAR(64) NOT NULL, 
	size BIGINT NOT NULL, 
	modified VARCHAR(40) NOT NULL, 
	CONSTRAINT pk_files PRIMARY KEY (path_key)
);
CREATE TABLE forgotten (
	sha256 VARCHAR(64) NOT NULL, 
	forgotten_utc DATETIME NOT NULL, 
	CONSTRAINT pk_forgotten PRIMARY KEY (sha256)
);
CREATE TABLE measures (
	id INTEGER NOT NULL, 
	recording_id INTEGER NOT NULL, 
	name VARCHAR(80) NOT NULL, 
	value FLOAT, 
	unit VARCHAR(40) NOT NULL, 
	n FLOAT NOT NULL, 
	n_unit VARCHAR(40) NOT NULL, 
	method TEXT NOT NULL, 
	reason TEXT, 
	CONSTRAINT pk_measures PRIMARY KEY (id), 
	CONSTRAINT fk_measures_recording_id FOREIGN KEY(recording_id) REFERENCES recordings (id) ON DELETE CASCADE
);
CREATE TABLE notices (
	id INTEGER NOT NULL, 
	recording_id INTEGER NOT NULL, 
	code VARCHAR(8) NOT NULL, 
	text TEXT NOT NULL, value FLOAT, unit VARCHAR(40), withholds VARCHAR(80), 
	CONSTRAINT pk_notices PRIMARY KEY (id), 
	CONSTRAINT fk_notices_recording_id FOREIGN KEY(recording_id) REFERENCES recordings (id) ON DELETE CASCADE
);
CREATE TABLE provenance (
	id INTEGER NOT NULL, 
	digest VARCHAR(64) NOT NULL, 
	voicecheck VARCHAR(40) NOT NULL, 
	model TEXT, 
	config_hash VARCHAR(64) NOT NULL, 
	stages TEXT NOT NULL, 
	tools TEXT NOT NULL, 
	CONSTRAINT pk_provenance PRIMARY KEY (id), 
	CONSTRAINT uq_provenance_digest UNIQUE (digest)
);
CREATE TABLE recordings (
	id INTEGER NOT NULL, 
	sha256 VARCHAR(64) NOT NULL, 
	path TEXT NOT NULL, 
	codec VARCHAR(40) NOT NULL, 
	sample_rate INTEGER NOT NULL, 
	n_channels INTEGER NOT NULL, 
	duration_s FLOAT NOT NULL, 
	call_id VARCHAR(200), 
	agent VARCHAR(200), 
	queue VARCHAR(200), 
	direction VARCHAR(20), 
	transferred BOOLEAN, 
	started_at DATETIME, 
	day VARCHAR(10), 
	week VARCHAR(8), 
	agent_channel INTEGER, 
	agent_confidence FLOAT NOT NULL, 
	language VARCHAR(8), 
	lang VARCHAR(8) NOT NULL, 
	score FLOAT, 
	coverage FLOAT NOT NULL, 
	analysis_key VARCHAR(64) NOT NULL, 
	lexicon_key VARCHAR(64) NOT NULL, 
	judgement_key VARCHAR(64) NOT NULL, 
	norms_edition VARCHAR(40) NOT NULL, 
	provenance_id INTEGER NOT NULL, 
	run_id INTEGER, 
	analysed_utc DATETIME NOT NULL, 
	judged_utc DATETIME NOT NULL, 
	seconds FLOAT NOT NULL, 
	page TEXT, 
	CONSTRAINT pk_recordings PRIMARY KEY (id), 
	CONSTRAINT fk_recordings_provenance_id FOREIGN KEY(provenance_id) REFERENCES provenance (id), 
	CONSTRAINT fk_recordings_run_id FOREIGN KEY(run_id) REFERENCES runs (id), 
	CONSTRAINT uq_recordings_sha256 UNIQUE (sha256)
);
CREATE TABLE results (
	id INTEGER NOT NULL, 
	recording_id INTEGER NOT NULL, 
	code VARCHAR(8) NOT NULL, 
	name VARCHAR(40) NOT NULL, 
	kind VARCHAR(20) NOT NULL, 
	version INTEGER NOT NULL, 
	verdict VARCHAR(20) NOT NULL, 
	severity FLOAT, 
	confidence FLOAT, 
	finding TEXT, 
	reason TEXT, 
	advice TEXT, 
	CONSTRAINT pk_results PRIMARY KEY (id), 
	CONSTRAINT fk_results_recording_id FOREIGN KEY(recording_id) REFERENCES recordings (id) ON DELETE CASCADE
);
CREATE TABLE runs (
	id INTEGER NOT NULL, 
	folder TEXT NOT NULL, 
	host VARCHAR(200) NOT NULL, 
	pid INTEGER NOT NULL, 
	started_utc DATETIME NOT NULL, 
	alive_utc DATETIME NOT NULL, 
	ended_utc DATETIME, 
	n_found INTEGER NOT NULL, 
	n_known INTEGER NOT NULL, 
	n_duplicates INTEGER NOT NULL, 
	n_waiting INTEGER NOT NULL, 
	n_done INTEGER NOT NULL, 
	n_failed INTEGER NOT NULL, 
	CONSTRAINT pk_runs PRIMARY KEY (id)
);
CREATE TABLE strengths (
	id INTEGER NOT NULL, 
	recording_id INTEGER NOT NULL, 
	code VARCHAR(8) NOT NULL, 
	name VARCHAR(40) NOT NULL, 
	heard BOOLEAN, 
	score FLOAT, 
	finding TEXT, 
	reason TEXT, 
	CONSTRAINT pk_strengths PRIMARY KEY (id), 
	CONSTRAINT fk_strengths_recording_id FOREIGN KEY(recording_id) REFERENCES recordings (id) ON DELETE CASCADE
);
CREATE INDEX ix_recordings_day ON recordings (day);
CREATE INDEX ix_recordings_run_id ON recordings (run_id);
CREATE INDEX ix_recordings_week ON recordings (week);
CREATE INDEX ix_measures_name ON measures (name);
CREATE INDEX ix_measures_recording_id ON measures (recording_id);
CREATE UNIQUE INDEX uq_baselines_scope_who_measure ON baselines (scope, who, measure);
CREATE INDEX ix_files_sha256 ON files (sha256);
CREATE INDEX ix_claims_run_id ON claims (run_id);
CREATE INDEX ix_failures_run_id ON failures (run_id);
CREATE INDEX ix_evidence_recording_id ON evidence (recording_id);
CREATE INDEX ix_notices_recording_id ON notices (recording_id);
CREATE INDEX ix_results_code_verdict ON results (code, verdict);
CREATE INDEX ix_results_recording_id ON results (recording_id);
CREATE INDEX ix_strengths_recording_id ON strengths (recording_id);
CREATE VIEW calls AS SELECT r.id AS recording_id, r.path, r.call_id, r.agent, r.queue, r.direction,
  r.started_at, r.day, r.week, r.duration_s, r.language, r.score, r.coverage, r.page,
  MAX(CASE WHEN s.code = 'M1' THEN s.verdict END) AS m1_verdict,
  MAX(CASE WHEN s.code = 'M1' THEN s.severity END) AS m1_severity,
  MAX(CASE WHEN s.code = 'M2' THEN s.verdict END) AS m2_verdict,
  MAX(CASE WHEN s.code = 'M2' THEN s.severity END) AS m2_severity,
  MAX(CASE WHEN s.code = 'M3' THEN s.verdict END) AS m3_verdict,
  MAX(CASE WHEN s.code = 'M3' THEN s.severity END) AS m3_severity,
  MAX(CASE WHEN s.code = 'M4' THEN s.verdict END) AS m4_verdict,
  MAX(CASE WHEN s.code = 'M4' THEN s.severity END) AS m4_severity,
  MAX(CASE WHEN s.code = 'M5' THEN s.verdict END) AS m5_verdict,
  MAX(CASE WHEN s.code = 'M5' THEN s.severity END) AS m5_severity,
  MAX(CASE WHEN s.code = 'M6' THEN s.verdict END) AS m6_verdict,
  MAX(CASE WHEN s.code = 'M6' THEN s.severity END) AS m6_severity,
  MAX(CASE WHEN s.code = 'M7' THEN s.verdict END) AS m7_verdict,
  MAX(CASE WHEN s.code = 'M7' THEN s.severity END) AS m7_severity,
  MAX(CASE WHEN s.code = 'M8' THEN s.verdict END) AS m8_verdict,
  MAX(CASE WHEN s.code = 'M8' THEN s.severity END) AS m8_severity
FROM recordings r LEFT JOIN results s ON s.recording_id = r.id
GROUP BY r.id, r.path, r.call_id, r.agent, r.queue, r.direction, r.started_at, r.day, r.week,
  r.duration_s, r.language, r.score, r.coverage, r.page;
CREATE VIEW per_agent_week AS SELECT r.agent, r.week, s.code, COUNT(*) AS n_calls,
  SUM(CASE WHEN s.verdict <> 'not_assessed' THEN 1 ELSE 0 END) AS n_assessed,
  SUM(CASE WHEN s.verdict = 'pass' THEN 1 ELSE 0 END) AS n_pass,
  SUM(CASE WHEN s.verdict = 'warn' THEN 1 ELSE 0 END) AS n_warn,
  SUM(CASE WHEN s.verdict = 'fail' THEN 1 ELSE 0 END) AS n_fail,
  AVG(s.severity) AS mean_severity
FROM recordings r JOIN results s ON s.recording_id = r.id
WHERE r.agent IS NOT NULL
GROUP BY r.agent, r.week, s.code;
CREATE VIEW per_team_week AS SELECT r.queue, r.week, s.code, COUNT(DISTINCT r.agent) AS n_agents, COUNT(*) AS n_calls,
  SUM(CASE WHEN s.verdict <> 'not_assessed' THEN 1 ELSE 0 END) AS n_assessed,
  SUM(CASE WHEN s.verdict = 'pass' THEN 1 ELSE 0 END) AS n_pass,
  SUM(CASE WHEN s.verdict = 'warn' THEN 1 ELSE 0 END) AS n_warn,
  SUM(CASE WHEN s.verdict = 'fail' THEN 1 ELSE 0 END) AS n_fail,
  AVG(s.severity) AS mean_severity
FROM recordings r JOIN results s ON s.recording_id = r.id
GROUP BY r.queue, r.week, s.code
HAVING COUNT(DISTINCT r.agent) >= 5;
CREATE VIEW per_check AS SELECT s.code, s.name, COUNT(*) AS n_calls,
  SUM(CASE WHEN s.verdict <> 'not_assessed' THEN 1 ELSE 0 END) AS n_assessed,
  SUM(CASE WHEN s.verdict = 'pass' THEN 1 ELSE 0 END) AS n_pass,
  SUM(CASE WHEN s.verdict = 'warn' THEN 1 ELSE 0 END) AS n_warn,
  SUM(CASE WHEN s.verdict = 'fail' THEN 1 ELSE 0 END) AS n_fail,
  AVG(s.severity) AS mean_severity
FROM results s
GROUP BY s.code, s.name;
CREATE VIEW distribution AS SELECT s.code, CASE WHEN s.severity >= 0.1 THEN 1 ELSE 0 END + CASE WHEN s.severity >= 0.2 THEN 1 ELSE 0 END + CASE WHEN s.severity >= 0.3 THEN 1 ELSE 0 END + CASE WHEN s.severity >= 0.4 THEN 1 ELSE 0 END + CASE WHEN s.severity >= 0.5 THEN 1 ELSE 0 END + CASE WHEN s.severity >= 0.6 THEN 1 ELSE 0 END + CASE WHEN s.severity >= 0.7 THEN 1 ELSE 0 END + CASE WHEN s.severity >= 0.8 THEN 1 ELSE 0 END + CASE WHEN s.severity >= 0.9 THEN 1 ELSE 0 END AS tenth, COUNT(*) AS n_calls
FROM results s
WHERE s.severity IS NOT NULL
GROUP BY s.code, CASE WHEN s.severity >= 0.1 THEN 1 ELSE 0 END + CASE WHEN s.severity >= 0.2 THEN 1 ELSE 0 END + CASE WHEN s.severity >= 0.3 THEN 1 ELSE 0 END + CASE WHEN s.severity >= 0.4 THEN 1 ELSE 0 END + CASE WHEN s.severity >= 0.5 THEN 1 ELSE 0 END + CASE WHEN s.severity >= 0.6 THEN 1 ELSE 0 END + CASE WHEN s.severity >= 0.7 THEN 1 ELSE 0 END + CASE WHEN s.severity >= 0.8 THEN 1 ELSE 0 END + CASE WHEN s.severity >= 0.9 THEN 1 ELSE 0 END;
CREATE VIEW not_assessed AS SELECT s.code, s.reason, COUNT(*) AS n_calls
FROM results s
WHERE s.verdict = 'not_assessed'
GROUP BY s.code, s.reason;
CREATE VIEW failed AS SELECT f.stage, f.reason, COUNT(*) AS n_files, MAX(f.failed_utc) AS last_utc
FROM failures f
GROUP BY f.stage, f.reason;
COMMIT;
