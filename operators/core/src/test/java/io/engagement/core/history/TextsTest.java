package io.engagement.core.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.engagement.core.state.StateReader;
import io.engagement.core.state.StateWriter;
import org.junit.jupiter.api.Test;

/** Texts of a state. */
class TextsTest {
  private final StateWriter out = new StateWriter(16);

  private StateReader in() {
    return new StateReader().over(out.toBytes());
  }

  @Test
  void eachIsSpelledOutOnce() {
    Texts written = new Texts();
    for (String text : new String[] {"shoes", null, "hats", "shoes", "", "hats"}) {
      written.write(text, out);
    }
    assertThat(out.size()).isEqualTo(7 + 1 + 6 + 1 + 2 + 1);
    Texts read = new Texts();
    StateReader in = in();
    assertThat(read.read(in)).isEqualTo("shoes");
    assertThat(read.read(in)).isNull();
    assertThat(read.read(in)).isEqualTo("hats");
    assertThat(read.read(in)).isEqualTo("shoes");
    assertThat(read.readRequired(in)).isEmpty();
    assertThat(read.read(in)).isEqualTo("hats");
    in.expectEnd();
  }

  @Test
  void idsOfHexadecimalDigitsTakeHalfTheirBytes() {
    Texts texts = new Texts();
    String uuid = "0b9a1f0c-41c4-4c6e-9d3a-5e1f2a7b8c9d";
    for (String id : new String[] {uuid, null, "no hex", "Ünï", uuid}) {
      texts.writeId(id, out);
    }
    texts.write(uuid, out);
    assertThat(out.size()).isEqualTo(18 + 1 + 8 + 7 + 1 + 1);
    Texts read = new Texts();
    StateReader in = in();
    assertThat(read.readRequiredId(in)).isEqualTo(uuid);
    assertThat(read.readId(in)).isNull();
    assertThat(read.readId(in)).isEqualTo("no hex");
    assertThat(read.readId(in)).isEqualTo("Ünï");
    assertThat(read.readId(in)).isEqualTo(uuid);
    assertThat(read.read(in)).isEqualTo(uuid);
    in.expectEnd();
  }

  @Test
  void clearedItStartsFromNothing() {
    Texts texts = new Texts();
    for (int i = 0; i < 1_001; i++) {
      texts.write("text " + i, new StateWriter(16));
    }
    texts.clear();
    texts.write("shoes", out);
    texts.clear();
    texts.write("shoes", out);
    StateReader in = in();
    assertThat(texts.read(in)).isEqualTo("shoes");
    texts.clear();
    assertThat(texts.read(in)).isEqualTo("shoes");
    in.expectEnd();
  }

  @Test
  void valuesAreFoundWhereTheirBreakdownsAreNow() {
    new Texts().writeAll(new String[] {"a", "b", null}, out);
    String[] values = new String[3];
    new Texts().readAll(new int[] {2, -1, 0}, values, in());
    assertThat(values).containsExactly(null, null, "a");
  }

  @Test
  void aNumberThatIsNotTheNextIsRefused() {
    out.writeUnsigned(2);
    assertThatThrownBy(() -> new Texts().read(in())).hasMessageContaining("text 2 of 0");
  }

  @Test
  void aTextThatMustBeThereIsMissed() {
    out.writeUnsigned(0);
    assertThatThrownBy(() -> new Texts().readRequired(in())).hasMessageContaining("missing");
  }
}
