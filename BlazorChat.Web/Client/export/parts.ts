/** A megabyte: what lies in a Blob may leave the page's memory. */
const heapBytes = 1 << 20;

/** A file that grows by pieces, of any length. */
export class Parts {
  private readonly blobs: Blob[] = [];
  private loose: BlobPart[] = [];
  private looseBytes = 0;

  add(piece: string | Uint8Array<ArrayBuffer>): void {
    this.loose.push(piece);
    this.looseBytes += piece.length;
    if (this.looseBytes >= heapBytes) this.gather();
  }

  end(type: string): Blob {
    this.gather();
    return new Blob(this.blobs, { type });
  }

  private gather(): void {
    if (this.loose.length > 0) this.blobs.push(new Blob(this.loose));
    this.loose = [];
    this.looseBytes = 0;
  }
}
