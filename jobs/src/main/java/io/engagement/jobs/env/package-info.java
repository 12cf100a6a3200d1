/**
 * The room of surroundings: Flink's configuration, how it is shipped and what the job sets for
 * itself.
 *
 * <p>May import Flink and its RocksDB backend; nothing of the project.
 */
@NullMarked
package io.engagement.jobs.env;

import org.jspecify.annotations.NullMarked;
