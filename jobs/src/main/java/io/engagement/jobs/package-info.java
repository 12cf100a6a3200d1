/**
 * What a cluster starts: {@link io.engagement.jobs.EngagementJob}, the main class of the job jar.
 *
 * <p>May import {@code core}, {@code flink}, {@code jobs.env} and {@code jobs.stream}. The command
 * line is the module {@code cli}.
 */
@NullMarked
package io.engagement.jobs;

import org.jspecify.annotations.NullMarked;
