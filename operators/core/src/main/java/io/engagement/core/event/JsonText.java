package io.engagement.core.event;

/**
 * An array or object of the input, kept as its compact JSON text (no white space outside strings,
 * members in their original order).
 *
 * @param text the JSON
 */
public record JsonText(String text) {}
