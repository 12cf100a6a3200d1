package io.engagement.core.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.engagement.core.event.Vocabulary;
import io.engagement.core.event.Vocabulary.Field;
import io.engagement.core.event.Vocabulary.Name;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class VocabularyReaderTest {

  @Test
  void aStandardNameGetsOtherNames() {
    assertThat(
            read("""
                    vocabulary:
                      product_id: [properties.article, ean]
                      Order Completed: Bought
                    metrics: {sessions: [{id: web}]}
                    """)
                .config()
                .vocabulary())
        .isEqualTo(
            new Vocabulary(
                Map.of(Field.PRODUCT_ID, List.of("article", "ean")),
                Map.of(Name.ORDER_COMPLETED, List.of("Bought"))));
  }

  @Test
  void anUnknownStandardNameIsAProblemWithAHint() {
    assertThat(problems("vocabulary: {produkt_id: [sku]}"))
        .contains("no field or event has the standard name produkt_id")
        .contains("did you mean product_id?");
    assertThat(problems("vocabulary: {Order Complete: [Bought]}"))
        .contains("did you mean Order Completed?");
  }

  @Test
  void anEventMeansOneThing() {
    assertThat(problems("vocabulary: {Product Added: [Changed], Product Removed: [Changed]}"))
        .contains("Changed cannot mean both Product Added and Product Removed");
  }

  @Test
  void namesAreListedOnceAndAtLeastOne() {
    assertThat(problems("vocabulary: {order_id: []}")).contains("the list is empty");
    assertThat(problems("vocabulary: {order_id: [a, a]}")).contains("a is listed twice");
    assertThat(problems("vocabulary: {order_id: ['a[0]']}")).contains("into an array");
    assertThat(problems("vocabulary: {order_id: {a: b}}")).contains("vocabulary.order_id");
  }

  @Test
  void theReferenceListsEveryStandardNameWithItsUsualNames() {
    ConfigResult result =
        EngagementConfigReader.read(Path.of("../../conf/engagement.reference.yaml"));
    assertThat(result.config().vocabulary()).isEqualTo(Vocabulary.DEFAULT);
    assertThat(result.config().vocabulary().paths()).hasSameSizeAs(Field.values());
  }

  private static String problems(String vocabulary) {
    ConfigResult result = read(vocabulary + "\nmetrics: {sessions: [{id: web}]}\n");
    assertThat(result).isInstanceOf(ConfigResult.Invalid.class);
    return ((ConfigResult.Invalid) result).problems().toString();
  }

  private static ConfigResult read(String yaml) {
    return EngagementConfigReader.read(new ConfigText("test.yaml", yaml));
  }
}
