package io.engagement.core.event;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads {@code products} arrays of the e-commerce events. Not thread-safe. */
public final class ProductLines {
  private final ObjectArray objects =
      new ObjectArray("product_id", "price", "quantity", "currency");

  /**
   * The lines of a value of {@link UserEvent#field}, in their order.
   *
   * @param most how many at most; those after are left out
   * @return null when the value is no array
   */
  public @Nullable List<ProductLine> read(@Nullable Object products, int most) {
    if (!ObjectArray.isArray(products)) {
      return null;
    }
    List<ProductLine> lines = new ArrayList<>();
    objects.over(products);
    while (lines.size() < most && objects.next()) {
      lines.add(
          ProductLine.of(objects.value(0), objects.value(1), objects.value(2), objects.value(3)));
    }
    return lines;
  }
}
