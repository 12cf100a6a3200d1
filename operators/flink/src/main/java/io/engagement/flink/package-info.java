/**
 * The Flink glue of the engagement jobs. This package itself holds only what every room of it uses:
 * how the running definitions reach a task, and what watermarks mean.
 */
@NullMarked
package io.engagement.flink;

import org.jspecify.annotations.NullMarked;
