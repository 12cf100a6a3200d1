/**
 * The room of the latency from the append of an event to the moment at which a reader of PostgreSQL
 * sees what it changed: a job that runs, a load that is paced, and probes among it.
 */
@NullMarked
package io.engagement.bench.latency;

import org.jspecify.annotations.NullMarked;
