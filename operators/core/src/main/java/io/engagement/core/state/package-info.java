/**
 * The room of durable bytes: how histories and cells are written and read back, and the hashes that
 * name things in them.
 *
 * <p>Imports nothing of the project. Every layout is versioned by whoever writes it.
 */
@NullMarked
package io.engagement.core.state;

import org.jspecify.annotations.NullMarked;
