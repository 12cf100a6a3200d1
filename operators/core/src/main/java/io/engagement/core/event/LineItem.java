package io.engagement.core.event;

import org.jspecify.annotations.Nullable;

/**
 * One product of a cart, an order or a list, as its event says it.
 *
 * @param product its id as text; null when it has none
 * @param priceMillionths of one piece, in millionths of the currency's unit; {@link Money#ABSENT}
 *     when there is none
 * @param quantity how many pieces
 * @param currency null when the line does not say
 */
public record LineItem(
    @Nullable String product, long priceMillionths, long quantity, @Nullable String currency) {}
