/**
 * The room of the demo: every server, the traffic, the job and a live view, in one process tree and
 * one folder.
 *
 * <p>May import {@code core}, {@code local} and every other room of the jobs but {@code jobs.cli}.
 */
@NullMarked
package io.engagement.jobs.demo;

import org.jspecify.annotations.NullMarked;
