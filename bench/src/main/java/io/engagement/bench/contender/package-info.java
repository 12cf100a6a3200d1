/**
 * The room of the contenders: programs that compute engagement metrics from the same topic, each in
 * a process of its own. Each says what it has found, so that nobody wins by doing nothing.
 */
@NullMarked
package io.engagement.bench.contender;

import org.jspecify.annotations.NullMarked;
