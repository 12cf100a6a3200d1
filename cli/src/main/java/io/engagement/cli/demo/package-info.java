/**
 * The room of the demo: every server, the traffic, the job and a live view, in one process tree and
 * one folder.
 *
 * <p>May import {@code core}, {@code flink}, {@code generate}, {@code jobs}, {@code dashboard},
 * {@code local} and {@code cli.records}; no command.
 */
@NullMarked
package io.engagement.cli.demo;

import org.jspecify.annotations.NullMarked;
