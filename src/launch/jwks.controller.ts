import { Controller, Get, Header, NotFoundException } from '@nestjs/common';
import { publicKeySet } from '../smart/own-keys.js';
import { OwnKeys } from '../smart/own-keys.service.js';

/** What others check this service's signatures by. */
@Controller('.well-known')
export class JwksController {
  constructor(private readonly keys: OwnKeys) {}

  /** Ten minutes after a new key is published, every server that keeps to this knows it. */
  @Get('jwks.json')
  @Header('cache-control', 'public, max-age=600')
  keySet(): object {
    if (this.keys.all.length === 0) throw new NotFoundException();
    return publicKeySet(this.keys.all);
  }
}
