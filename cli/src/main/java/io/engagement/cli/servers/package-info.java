/**
 * The room of servers to try a configuration against: a broker, PostgreSQL and a Flink cluster on
 * loopback, held by a process of their own.
 *
 * <p>May import {@code local} and Kafka's client; no command.
 */
@NullMarked
package io.engagement.cli.servers;

import org.jspecify.annotations.NullMarked;
