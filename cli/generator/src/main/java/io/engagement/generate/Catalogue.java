package io.engagement.generate;

/**
 * What the shop sells and the magazine publishes. Every attribute is a function of the number, so
 * nothing is stored per product.
 */
final class Catalogue {
  static final int CATEGORIES = 12;
  static final int PRODUCTS_PER_CATEGORY = 160;
  static final int PRODUCTS = CATEGORIES * PRODUCTS_PER_CATEGORY;
  static final int ARTICLES = 600;

  private static final byte[][] CATEGORY_NAMES =
      names(
          "Chairs", "Tables", "Lamps", "Shelves", "Rugs", "Bedding", "Kitchen", "Garden", "Office",
          "Storage", "Bath", "Decor");
  private static final byte[][] CATEGORY_SLUGS =
      names(
          "chairs", "tables", "lamps", "shelves", "rugs", "bedding", "kitchen", "garden", "office",
          "storage", "bath", "decor");
  private static final byte[][] BRANDS =
      names("Nordhavn", "Alba", "Fjell", "Kintsu", "Oakline", "Mira", "Tessel", "Hearth");
  private static final byte[][] STYLES =
      names(
          "Linen", "Walnut", "Brass", "Cloud", "Slate", "Harbor", "Meadow", "Copper", "Juniper",
          "Pebble", "Amber", "Birch", "Cobalt", "Ember", "Fern", "Granite");
  private static final byte[][] VARIANTS = names("natural", "black", "white", "sage", "clay");
  private static final byte[][] TOPICS =
      names("small-spaces", "light", "materials", "gardening", "cooking", "makers");
  private static final byte[][] SEARCH_WORDS =
      names(
          "oak table",
          "floor lamp",
          "wool rug",
          "desk",
          "linen bedding",
          "plant pot",
          "armchair",
          "wall shelf",
          "bath mat",
          "knife set",
          "mirror",
          "storage box");

  private Catalogue() {}

  private static byte[][] names(String... names) {
    byte[][] all = new byte[names.length][];
    for (int i = 0; i < names.length; i++) {
      all[i] = JsonBytes.ascii(names[i]);
    }
    return all;
  }

  static int categoryOf(int product) {
    return product / PRODUCTS_PER_CATEGORY;
  }

  /** A product of the category, popular ones far more often. */
  static int productOf(int category, Dice dice) {
    return category * PRODUCTS_PER_CATEGORY + dice.skewed(PRODUCTS_PER_CATEGORY);
  }

  static byte[] categoryName(int category) {
    return CATEGORY_NAMES[category];
  }

  static byte[] categorySlug(int category) {
    return CATEGORY_SLUGS[category];
  }

  static byte[] brand(int product) {
    return pick(BRANDS, product, 1);
  }

  static byte[] style(int product) {
    return pick(STYLES, product, 2);
  }

  static byte[] variant(int product) {
    return pick(VARIANTS, product, 3);
  }

  static byte[] topic(int article) {
    return pick(TOPICS, article, 4);
  }

  static byte[] searchWords(int search) {
    return SEARCH_WORDS[search];
  }

  static int searches() {
    return SEARCH_WORDS.length;
  }

  /** The price in hundredths of the visitor's currency: between 4.90 and about 900. */
  static long priceCents(int product) {
    long spread = Dice.mix(product, 5) >>> 40;
    long tens = 4 + spread % 30 * (1 + (spread >>> 8) % 30);
    return tens * 100 + 90;
  }

  private static byte[] pick(byte[][] names, int number, int salt) {
    return names[(int) ((Dice.mix(number, salt) >>> 33) % names.length)];
  }
}
