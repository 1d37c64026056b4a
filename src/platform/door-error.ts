import { HttpException } from '@nestjs/common';

/** An answer a door has put together itself, in the shape its standard asks for. */
export class DoorError extends HttpException {}
