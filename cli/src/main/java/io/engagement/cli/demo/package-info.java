/**
 * The room of the demo: every server, the traffic, the job and a live view, in one process tree and
 * one folder.
 *
 * <p>May import {@code core}, {@code local} {@code jobs} and {@code generate}, not the commands.
 */
@NullMarked
package io.engagement.cli.demo;

import org.jspecify.annotations.NullMarked;
