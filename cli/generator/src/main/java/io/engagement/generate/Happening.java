package io.engagement.generate;

/** What a visitor does, one record each. Named after what is written. */
enum Happening {
  /** A page on the web, a screen in the app. */
  PAGE("page", ""),
  IDENTIFY("identify", "{\"type\":\"identify\""),
  PAGE_PING("Page Ping"),
  EXPERIMENT_VIEWED("Experiment Viewed"),
  RECOMMENDATION_VIEWED("Recommendation Viewed"),
  RECOMMENDATION_CLICKED("Recommendation Clicked"),
  PRODUCTS_SEARCHED("Products Searched"),
  PRODUCT_LIST_VIEWED("Product List Viewed"),
  PRODUCT_CLICKED("Product Clicked"),
  PRODUCT_VIEWED("Product Viewed"),
  PRODUCT_ADDED("Product Added"),
  PRODUCT_REMOVED("Product Removed"),
  CART_VIEWED("Cart Viewed"),
  CHECKOUT_STARTED("Checkout Started"),
  CHECKOUT_STEP_VIEWED("Checkout Step Viewed"),
  CHECKOUT_STEP_COMPLETED("Checkout Step Completed"),
  PAYMENT_INFO_ENTERED("Payment Info Entered"),
  PAYMENT_FAILED("Payment Failed"),
  ORDER_COMPLETED("Order Completed"),
  ORDER_REFUNDED("Order Refunded"),
  VIDEO_STARTED("Video Playback Started"),
  VIDEO_COMPLETED("Video Playback Completed");

  private final String label;
  private final byte[] head;

  Happening(String event) {
    this(event, "{\"type\":\"track\",\"event\":\"" + event + "\"");
  }

  Happening(String label, String head) {
    this.label = label;
    this.head = JsonBytes.ascii(head);
  }

  /** The opening of the record up to its name; empty where the visitor decides it. */
  byte[] head() {
    return head;
  }

  /** The event name, or {@code page} and {@code identify}. */
  String label() {
    return label;
  }
}
