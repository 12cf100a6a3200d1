/**
 * The room of calendar time: days, weeks and months of the deployment's zone.
 *
 * <p>Imports nothing of the project. No clock: every instant is an argument.
 */
@NullMarked
package io.engagement.core.time;

import org.jspecify.annotations.NullMarked;
