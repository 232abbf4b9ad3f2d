// What the tests check: one message, one modal, one Home tab.
import type { KnownBlock, HomeView, MessageMetadata, ModalView } from "@slack/types";
export interface Message { text?: string; blocks?: KnownBlock[]; metadata?: MessageMetadata }
export interface Modal extends Omit<ModalView, "blocks"> {
  /** Max of 100 blocks. */
  blocks: KnownBlock[];
}
export interface Home extends Omit<HomeView, "blocks"> {
  /** Max of 100 blocks. */
  blocks: KnownBlock[];
}
